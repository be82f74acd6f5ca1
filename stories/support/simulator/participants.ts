/** The participants of a simulated call. */
export interface SimulatedParticipant {
  readonly connectionId: string;
  readonly name: string;
  /** The hue of the picture in degrees. */
  readonly hue: number;
}

const names = ["花子", "Taro", "Amélie", "Björn", "李娜", "Olu", "Noa", "Иван", "Mia", "Luca", "Sana"];

export const everybody: readonly SimulatedParticipant[] = names.map((name, index) => ({
  connectionId: `MEMBER${String(index + 1).padStart(20, "0")}`,
  name,
  hue: (index * 47 + 20) % 360,
}));

export const ownConnectionId = "SELF0000000000000000000000";

export const namesById: Readonly<Record<string, string>> = Object.fromEntries(
  everybody.map(({ connectionId, name }) => [connectionId, name]),
);
