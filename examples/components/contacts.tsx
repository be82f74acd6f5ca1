import { ContactList, useContacts } from "react-sora-e2ee";

/** The people that this browser remembers. */
export function KnownPeople() {
  const { contacts, error, rename, forget } = useContacts();
  return <ContactList {...{ contacts, error }} onRename={rename} onForget={forget} />;
}
