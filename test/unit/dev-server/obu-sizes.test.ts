import { expect, it } from "vitest";
import { withObuSizes } from "../../../dev-server/src/observation/obu-sizes.ts";

const sequenceHeader = [0x0a, 0x02, 0xaa, 0xbb];

it("the last OBU of a unit gets the size field that it lacked", () => {
  const long = new Array<number>(200).fill(7);
  expect([...withObuSizes(Uint8Array.from([...sequenceHeader, 0x30, 1, 2, 3]))]).toEqual([
    ...sequenceHeader,
    ...[0x32, 3, 1, 2, 3],
  ]);
  expect([...withObuSizes(Uint8Array.from([0x34, 0x08, ...long]))]).toEqual([
    0x36,
    0x08,
    0xc8,
    0x01,
    ...long,
  ]);
});

it("a unit with all size fields stays unchanged, and a truncated one causes no error", () => {
  const whole = Uint8Array.from([...sequenceHeader, 0x32, 1, 9]);
  expect(withObuSizes(whole)).toEqual(whole);
  expect(withObuSizes(whole.subarray(0, 3))).toEqual(whole.subarray(0, 3));
  expect(withObuSizes(new Uint8Array(0))).toEqual(new Uint8Array(0));
});
