// Files: uploads that go on after a break, files and folders of a channel, versions, trash, and the way of their bytes.
// Not here: where sealed bytes lie (platform/objects), who is in a channel (features/channels).
// Start at files.service.ts (what people do), segments.ts (how bytes are kept), docs/decisions/files.md (why).
export { filesBelow, foldersAbove } from "./below.ts";
export { createCopy } from "./copy.ts";
export { createFilesErasing } from "./erasing.ts";
export { createDoor } from "./files.door.ts";
export { File, FilePreview, FileText, FileVersion, Upload } from "./files.records.ts";
export { fileRoutes } from "./files.routes.ts";
export { createFiles, type Files } from "./files.service.ts";
export { createLeftovers, examineObjects, isNamed, type ObjectsFound, SweepFiles } from "./leftovers.ts";
export { type FileRef, type FilesShown, filesOf } from "./message-files.ts";
export { createPreviews, textOf } from "./previews.service.ts";
export { PreviewProcess } from "./previews-process.ts";
export { createRecent, type FilesChannel, sweepNews } from "./recent.ts";
export { createReserve } from "./reserve.ts";
export { createTus } from "./tus.ts";
export { createUploads, type Uploads } from "./uploads.service.ts";
export { createUsage } from "./usage.ts";
export { createZip } from "./zip.ts";
