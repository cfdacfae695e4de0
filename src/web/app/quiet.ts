let begin: () => void;
const begun = new Promise<void>((done) => {
  begin = done;
});

/** Says that the first screen stands. */
export const nowQuiet = () => begin();

/** Loads what nobody needs for reading and typing behind the first screen, or after two seconds where none says that it stands. */
export async function whenQuiet<T>(load: () => Promise<T>): Promise<T> {
  await Promise.race([begun, new Promise((done) => setTimeout(done, 2000))]);
  return load();
}
