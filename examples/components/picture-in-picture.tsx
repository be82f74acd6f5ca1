import { PictureInPictureButton, usePictureInPicture } from "react-sora-e2ee";

/** Shows the first video of the page in a small window. */
export function SmallWindow() {
  const { mode, isOpen, enter, exit } = usePictureInPicture();
  const onOpen = () => void enter(document.querySelector("video"));
  return <PictureInPictureButton {...{ mode, isOpen }} onOpen={onOpen} onClose={exit} />;
}
