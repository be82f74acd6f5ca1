/** Of peers and of ourselves, as the tables of the documentation list them. */
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
