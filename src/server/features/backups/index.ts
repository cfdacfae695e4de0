// Backups: all rows as of one moment, and all objects, in a file of our own format, and their way back into an empty store.
// Not here: the recovery kit and new key parts (features/recovery), schedules and replication.
// Start at backup.ts, then restore.ts; the bytes are in frames.ts, rows.ts, objects.ts and docs/formats/backup.md.
export { BackUp, type BackupDeps, type BackupProgress, type BackupReport, backUp } from "./backup.ts";
export { type BackupLog, createBackupLog } from "./backups.service.ts";
export { digestOfStore } from "./digest.ts";
export { BackupError } from "./errors.ts";
export { writeWhole } from "./files.ts";
export { type CheckedBackup, checkBackup, compareStore, type EmptyStore, type RestoreProgress, writeBackup } from "./restore.ts";
