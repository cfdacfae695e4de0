let begin: () => void;
const begun = new Promise<void>((done) => {
  begin = done;
});

/** Says that the first screen stands. */
export const nowQuiet = () => begin();

/** Loads what nobody needs for reading and typing behind the first screen, or after two seconds where none says that it stands. */
export async function whenQuiet<T>(load: () => Promise<T>): Promise<T> {
  await Promise.race([begun, new Promise((done) => setTimeout(done, 2000))]);
  for (let pause = 1000; ; pause = Math.min(60_000, pause * 2)) {
    try {
      return await load();
    } catch {
      await new Promise((done) => setTimeout(done, pause)); // without a connection the screen stays as it is until there is one
    }
  }
}
