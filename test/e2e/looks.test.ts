import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppStyles, looksOf, ownStyles, setStyles } from "./support/looks.ts";
import { setting } from "./support/setting.ts";
import { type Site, serveLooksPage } from "./support/site.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
let site: Site;
beforeAll(async () => {
  site = await serveLooksPage();
});
afterAll(() => site?.close());

/** The kinds of rules in new apps. `:is(:hover, *)` has the specificity of `:hover`, and always matches. */
const apps: Readonly<Record<string, AppStyles>> = {
  "an app of create-next-app": {
    page: "html { height: 100%; } html, body { max-width: 100vw; overflow-x: hidden; } body { margin: 0; }",
    rest: `
      * { box-sizing: border-box; padding: 0; margin: 0; }
      body { color: #171717; background: #fff; font-family: Arial, sans-serif; -webkit-font-smoothing: antialiased; }
      a { color: inherit; text-decoration: none; }`,
  },
  "an app of Vite's React template": {
    page: `
      :root { font-size: 18px; }
      body { margin: 0; }
      #root { width: 1126px; max-width: 100%; margin: 0 auto; min-height: 100svh; display: flex; flex-direction: column;
        box-sizing: border-box; }`,
    rest: `
      :root { font: 18px/145% serif; letter-spacing: 0.18px; color: #6b6375; background: #fff; }
      #root { text-align: center; }
      h1, h2 { font-family: serif; font-weight: 500; color: #08060d; }
      h1 { font-size: 56px; letter-spacing: -1.68px; margin: 32px 0; }
      h2 { font-size: 24px; line-height: 118%; letter-spacing: -0.24px; margin: 0 0 8px; }
      p { margin: 0; }
      code { display: inline-flex; font-size: 15px; padding: 4px 8px; background: #f4f3ec; border-radius: 4px; }`,
  },
  "an app of Vite's earlier React template": {
    page: `
      body { margin: 0; display: flex; place-items: center; min-width: 320px; min-height: 100vh; }
      #root { max-width: 1280px; margin: 0 auto; }`,
    rest: `
      :root { line-height: 1.5; font-weight: 400; color: rgba(255, 255, 255, 0.87); background: #242424; }
      #root { text-align: center; }
      a { font-weight: 500; color: #646cff; text-decoration: inherit; }
      a:is(:hover, *) { color: #535bf2; }
      h1 { font-size: 3.2em; line-height: 1.1; }
      button { border-radius: 8px; border: 1px solid transparent; padding: 0.6em 1.2em; font-size: 1em; font-weight: 500;
        font-family: inherit; background-color: #1a1a1a; cursor: pointer; transition: border-color 0.25s; }
      button:is(:hover, *) { border-color: #646cff; }
      button:is(:focus, :focus-visible, *) { outline: 4px auto; }`,
  },
  "an app with a reset of its own": {
    page: "body { margin: 0; }",
    rest: `
      *, ::before, ::after { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid; }
      h1, h2, h3 { font-size: inherit; font-weight: inherit; text-transform: uppercase; }
      ol, ul, menu { list-style: none; }
      p { margin: 0 0 1rem; max-width: 30em; color: #333; }
      button, input, select, textarea { font: inherit; color: inherit; background: transparent; border-radius: 0;
        letter-spacing: 2px; text-transform: uppercase; min-width: 200px; box-shadow: 0 0 4px red; }
      img, svg, video { display: block; vertical-align: middle; max-width: 100%; height: auto; }
      label, legend, dt { font-weight: bold; margin-bottom: 0.5rem; }`,
  },
};

const styles = ownStyles();
const views = ["lobby", "call", "parts", "dialog"] as const;

test.each(Object.keys(apps))("the library's elements look in %s as they do alone", async (name) => {
  const app = apps[name];
  if (!app) throw new Error(`There is no app ${name}.`);
  const meeting = await open();
  const ann = await meeting.join("Ann", { params: { autojoin: "0" } });
  for (const view of views) {
    await ann.tab.goto(`${site.url}looks.html?view=${view}`);
    await setStyles(ann, [styles, app.page]);
    await eventually(`${view} is shown`, async () => {
      const looks = await looksOf(ann);
      expect(looks.length).toBeGreaterThan(10);
      expect(await looksOf(ann), "it stands still").toEqual(looks);
    });
    const alone = await looksOf(ann);
    // The worst order: the app's rules come last.
    await setStyles(ann, [styles, app.page, app.rest]);
    await eventually(`${view} looks the same`, async () => expect(await looksOf(ann)).toEqual(alone));
  }
});

test.each(["a page without styles", ...Object.keys(apps)])(
  "a meeting that consists only of %s fills the window, without a frame around it or scrolling",
  async (name) => {
    const meeting = await open();
    const ann = await meeting.join("Ann", { params: { autojoin: "0" } });
    const { page = "", rest = "" } = apps[name] ?? {};
    for (const view of ["lobby", "call"]) {
      await ann.tab.goto(`${site.url}looks.html?view=${view}`);
      await setStyles(ann, [styles, page, rest]);
      const box = () =>
        ann.tab.evaluate(() => {
          const { scrollHeight, scrollWidth } = document.documentElement;
          const { x, y, width, height } =
            document.querySelector(".sora-meeting")?.getBoundingClientRect() ?? {};
          return { x, y, width, height, scrollHeight, scrollWidth };
        });
      await eventually(`${view} fills the window`, async () =>
        expect(await box()).toEqual({
          x: 0,
          y: 0,
          width: 800,
          height: 600,
          scrollHeight: 600,
          scrollWidth: 800,
        }),
      );
    }
  },
);
