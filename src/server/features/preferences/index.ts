// What a person likes: keys, notices, side bar, composer. Sealed, and the same on all devices.
// Not here: settings of a company or of the installation; stars and levels of single channels (features/channels).
// Start at preferences.service.ts.
export { preferenceRoutes } from "./preferences.routes.ts";
export { createPreferences } from "./preferences.service.ts";
