/** Names of the database with this browser's identities, and of the store in it. */
export const keyDatabase = "react-sora-e2ee/identity";
export const keyStore = "keys";
