// Channels: public, private, direct and group direct; who is in, their gap-free numbers, the side bar.
// Not here: what is written in them (features/messages).
// Start at channels.access.ts (the one door) and channels.writer.ts (the one way to write).
export { ChannelAccess, rightsOf } from "./channels.access.ts";
export { createErasing, type Erasing } from "./channels.erasing.ts";
export { createMarkers, turnOf } from "./channels.markers.ts";
export { allow, type ChannelRow, isAllowed, type MemberRow, type OpenChannel } from "./channels.policy.ts";
export { membershipProjection } from "./channels.projection.ts";
export * from "./channels.records.ts";
export { channelRoutes } from "./channels.routes.ts";
export { type Channels, createChannels } from "./channels.service.ts";
export { createSurvey } from "./channels.survey.ts";
export { sweepEvents } from "./channels.sweep.ts";
export { type ChannelView, createChannelView } from "./channels.view.ts";
export { ChannelWriter, type Head, type Step } from "./channels.writer.ts";
