/** The statuses of peers and of ourselves in the tables of the documentation. */
export const statuses = [
  "exchanging",
  "ready",
  "encrypted",
  "failing",
  "unprotected",
  "protected",
  "waiting",
  "blocked",
] as const;
