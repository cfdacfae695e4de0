/** What is thrown away in the drive: who may, what it looks like meanwhile, and how it comes back. */
import { describe, expect, it } from "vitest";
import { newChannel } from "../harness/world.ts";
import { chromiumPath } from "./browser.ts";
import { names, newDrive, row } from "./drive.ts";
import { shoot } from "./files.ts";

describe.skipIf(!chromiumPath)("the drive’s trash", () => {
  const drive = newDrive();
  const { at, open, list, make } = drive;

  it("throws away what one may of a mixed choice, and says what is others’", { timeout: 60_000 }, async () => {
    await drive.ana.call("addChannelMember", { params: { ...at(), person: drive.leo.person }, body: {} });
    for (const name of ["ana-1.txt", "ana-2.txt", "ana-3.txt"]) await make(name, name);
    for (const name of ["leo-1.txt", "leo-2.txt"]) await make(name, name, drive.leo);
    const page = await open(`drive/${drive.channel}`, {}, drive.leo);
    await row(page, "ana-1.txt").click();
    await page.keyboard.press("Delete");
    await page.getByText("1 is another’s", { exact: true }).waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.getByText("2 thrown away, 3 are others’").waitFor();
    await expect.poll(async () => (await list()).map(({ name }) => name)).toEqual(["ana-1.txt", "ana-2.txt", "ana-3.txt"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await list()).length).toBe(5);

    // Cut here and put down in another channel: only one's own leaves.
    const other = (await newChannel(drive.leo, drive.world.company, `drive-other-${drive.number}`)).id;
    await row(page, "ana-1.txt").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+x");
    await page.getByRole("link", { name: "Recent", exact: true }).click();
    await page.evaluate(
      (path) => (globalThis as unknown as { __TSR_ROUTER__: { navigate: (to: object) => void } }).__TSR_ROUTER__.navigate({ to: path }),
      `/c/${drive.world.company}/drive/${other}`,
    );
    await page.getByText("Nothing here yet").waitFor();
    await page.keyboard.press("Control+v");
    await page.getByText("3 stay: they are others’").waitFor();
    await expect.poll(async () => (await list()).map(({ name }) => name)).toEqual(["ana-1.txt", "ana-2.txt", "ana-3.txt"]);
    await expect.poll(() => names(page)).toEqual(["leo-1.txt", "leo-2.txt"]);
  });

  it("has a trash with the day when each goes, gives back, and destroys after a question", { timeout: 60_000 }, async () => {
    const [kept, gone] = [await make("kept.txt", "k"), await make("gone.txt", "g")];
    await drive.ana.call("trashFiles", { params: at(), body: { files: [kept.id, gone.id] } });
    const page = await open(`drive/${drive.channel}/trash`);
    await row(page, "kept.txt").getByText("Goes for good on").waitFor();
    await page.getByRole("columnheader", { name: "Thrown away by" }).waitFor();
    await page.getByRole("columnheader", { name: "Thrown away on" }).waitFor();
    for (const name of ["Bring in", "New folder"]) expect(await page.getByRole("button", { name }).count()).toBe(0);
    await shoot(page, "drive-trash");
    await row(page, "kept.txt").click();
    await page.getByRole("button", { name: "Bring back" }).click();
    await expect.poll(async () => (await list()).map(({ name }) => name)).toEqual(["kept.txt"]);
    await row(page, "gone.txt").click();
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Destroy 1 file for good?" });
    await dialog.getByText("gone.txt").waitFor();
    await dialog.getByRole("button", { name: "Destroy" }).click();
    await page.getByText("The trash is empty").waitFor();
    await expect.poll(async () => (await list("trash")).length).toBe(0);
  });

  it("says of an open file that it was thrown away, and brings it back for who may", { timeout: 60_000 }, async () => {
    await drive.ana.call("addChannelMember", { params: { ...at(), person: drive.leo.person }, body: {} });
    const file = await make("open.txt", "still here");
    const [mine, his] = [await open(`drive/${drive.channel}`), await open(`drive/${drive.channel}`, {}, drive.leo)];
    for (const page of [mine, his]) {
      await row(page, "open.txt").dblclick();
      await page.getByRole("dialog", { name: "open.txt" }).getByText("still here").waitFor();
    }
    await drive.ana.call("trashFiles", { params: at(), body: { files: [file.id] } });
    // Who may not remove it is told what he is told of anything that is not there.
    await mine.getByRole("status").getByText("This was thrown away").waitFor();
    await his.getByRole("heading", { name: "This file is not there" }).waitFor();
    for (const page of [mine, his]) {
      expect(await page.getByRole("dialog").getByRole("link", { name: "Download open.txt" }).count()).toBe(0);
    }
    await shoot(mine, "viewer-thrown");
    expect(await his.getByRole("button", { name: "Bring back" }).count()).toBe(0);
    await mine.getByRole("button", { name: "Bring back" }).click();
    await expect.poll(async () => (await list()).map(({ name }) => name)).toEqual(["open.txt"]);
    for (const page of [mine, his]) await page.getByRole("dialog", { name: "open.txt" }).getByText("still here").waitFor();
    await mine.keyboard.press("Escape");
    await mine.getByRole("dialog").waitFor({ state: "detached" });

    await row(mine, "open.txt").click();
    await mine.getByRole("button", { name: "Details", exact: true }).click();
    const panel = mine.getByRole("complementary", { name: "Details" });
    await panel.getByRole("button", { name: "Share links" }).waitFor();
    await drive.ana.call("trashFiles", { params: at(), body: { files: [file.id] } });
    await panel.getByText("This was thrown away").waitFor();
    expect(await panel.getByRole("button", { name: "Share links" }).count()).toBe(0);
    await shoot(mine, "details-thrown");
    await panel.getByRole("button", { name: "Bring back" }).click();
    await panel.getByText("still here").waitFor();

    // By its message, while the newest files of all channels are looked at.
    await mine.goto(`/c/${drive.world.company}/drive`);
    await row(mine, "open.txt").first().waitFor();
    const files = [{ upload: await drive.ana.uploaded("m"), name: "with-message.txt" }];
    const { post } = await drive.ana.call("postMessage", { params: at(), body: { text: "look", files } });
    await row(mine, "with-message.txt").waitFor();
    await drive.ana.call("deleteMessage", { params: { ...at(), message: String(post) } });
    await row(mine, "with-message.txt").waitFor({ state: "detached" });
  });
});
