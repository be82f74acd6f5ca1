export type ShownReactionKind = "thumbs-up" | "heart" | "laugh" | "wow" | "clap" | "party";

export const reactionPictures: Readonly<Record<ShownReactionKind, string>> = {
  "thumbs-up": "👍",
  heart: "❤️",
  laugh: "😂",
  wow: "😮",
  clap: "👏",
  party: "🎉",
};

export const shownReactions = Object.keys(reactionPictures) as readonly ShownReactionKind[];
