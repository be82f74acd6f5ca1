import { useCallback } from "react";
import { forgetDevice } from "../call/forget-device.ts";
import { ContactList } from "../components/identity/ContactList.tsx";
import { DeviceIdentity } from "../components/identity/DeviceIdentity.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useContacts } from "../hooks/useContacts.ts";
import { useMeeting } from "./useMeeting.ts";

const fileName = "people-you-know.json";

/** The people that this browser knows, and the identity of this browser. */
export function MeetingContacts() {
  const { names, profile } = useMeeting();
  const { contacts, error, rename, forget, exportFile, importFile } = useContacts();
  const identity = useCallState(({ self }) => self.identity);
  const present = useCallState(({ peers }) =>
    Object.fromEntries(
      Object.values(peers).flatMap(({ connectionId, identity: { key } }) => {
        const name = nameOf(names, connectionId);
        return key !== null && name !== undefined ? [[key, name]] : [];
      }),
    ),
  );
  const save = useCallback(async () => download(await exportFile()), [exportFile]);
  return (
    <>
      <ContactList
        contacts={contacts}
        error={error}
        names={present}
        onRename={rename}
        onForget={forget}
        onExport={save}
        onImport={importFile}
      />
      <DeviceIdentity identity={identity} onForget={() => forgetDevice(profile)} />
    </>
  );
}

function download(file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
