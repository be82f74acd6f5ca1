import { expect, test } from "vitest";
import { everyoneEncrypted, everyoneSeesAndHears, expectKeyIds, ownKeyIds } from "./support/expectations.ts";
import { relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { everythingSealed } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const openWith = withRelay(open);

test.each(relays)(
  "keys change with each join and leave, and all participants are encrypted again ($relay)",
  async (relay) => {
    const meeting = await openWith(relay);
    const { people } = meeting;
    const ann = await meeting.arrive("Ann");
    const ben = await meeting.arrive("Ben");
    const cho = await meeting.arrive("Cho");
    await everyoneEncrypted(people);
    await everythingSealed(meeting);
    await expectKeyIds(people, { Ann: 2, Ben: 1, Cho: 0 });

    const dan = await meeting.join("Dan");
    await everyoneEncrypted(people);
    await expectKeyIds(people, { Ann: 3, Ben: 2, Cho: 1, Dan: 0 });

    await ben.tab.click('button[data-tone="danger"]');
    meeting.forget(ben);
    await everyoneEncrypted(people);
    await expectKeyIds(people, { Ann: 4, Cho: 2, Dan: 1 });
    // The key that Ben does not know seals from 5 s after he left.
    await eventually("new keys seal", async () => expect(await ownKeyIds(people)).toEqual([4, 2, 1]));
    await everyoneEncrypted(people);
    await everythingSealed(meeting);

    await cho.tab.close();
    meeting.forget(cho);
    await everyoneEncrypted(people);
    await expectKeyIds(people, { Ann: 5, Dan: 2 });

    meeting.people.push(ben);
    await meeting.rejoin(ben);
    await everyoneEncrypted(people);
    await expectKeyIds(people, { Ann: 6, Dan: 3, Ben: 0 });

    await everyoneSeesAndHears([ann, dan, ben]);
    await everythingSealed(meeting);
  },
);

test("a page that dies without notice is removed, and the others change their keys", async () => {
  const meeting = await open();
  const { people } = meeting;
  await meeting.arrive("Ann");
  await meeting.arrive("Ben");
  const cho = await meeting.arrive("Cho");
  await everyoneEncrypted(people);
  await everythingSealed(meeting);

  await cho.tab.crash();
  meeting.forget(cho);
  await everyoneEncrypted(people);
  await expectKeyIds(people, { Ann: 3, Ben: 2 });
  await everythingSealed(meeting);
});
