/**
 * How many remote peers one call takes. The server can announce connections that do not exist, and each costs memory
 * and work for its keys. The limit is far above what a mesh of pairwise sessions is used for.
 */
export const maxPeers = 500;
