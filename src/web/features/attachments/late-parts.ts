// What comes with files and with what could not be sent, in one piece behind the first screen.
export { default as Unsent } from "../messages/unsent.tsx";
export { Attaching, type Attachments } from "./attaching.tsx";
export { giveBack } from "./give-back.ts";
export { MessageFiles } from "./message-files.tsx";
export { PendingFiles } from "./pending-files.tsx";
export { arrived } from "./uploads.ts";
