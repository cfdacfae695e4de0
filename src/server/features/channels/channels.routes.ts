import { channels as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Erasing } from "./channels.erasing.ts";
import type { Channels } from "./channels.service.ts";
import type { Survey } from "./channels.survey.ts";

/** `onPersonal` tells the caller's own sockets what changed for him alone. */
export const channelRoutes = (
  channels: Channels,
  erase: Erasing,
  survey: Survey,
  onPersonal: (company: string, person: string, channel: string) => void,
): Route[] => [
  personRoute(contract.listMyChannels, async (actor) => ({ channels: await channels.mine(actor) })),
  personRoute(contract.browseChannels, (actor, { body }) => channels.browse(actor, body)),
  personRoute(contract.surveyChannels, (actor) => survey(actor)),
  personRoute(contract.createChannel, (actor, { body, operation }) => channels.create(actor, body, operation)),
  personRoute(contract.openDirect, (actor, { body, operation }) => channels.openDirect(actor, body.people, operation)),
  personRoute(contract.getChannel, (actor, { params }) => channels.get(actor, params.channel)),
  personRoute(contract.updateChannel, (actor, { params, body, operation }) => channels.update(actor, params.channel, body, operation)),
  personRoute(contract.eraseChannel, async (actor, { params, body, operation }) => {
    await erase(actor, params.channel, body.name, operation);
    return done;
  }),
  personRoute(contract.joinChannel, (actor, { params, operation }) => channels.join(actor, params.channel, operation)),
  personRoute(contract.leaveChannel, async (actor, { params, operation }) => {
    await channels.leave(actor, params.channel, operation);
    return done;
  }),
  personRoute(contract.listChannelMembers, (actor, { params, query }) => channels.members(actor, params.channel, query)),
  personRoute(contract.listChannelsInCommon, async (actor, { params }) => ({ channels: await channels.inCommon(actor, params.person) })),
  personRoute(contract.addChannelMember, async (actor, { params, body, operation }) => {
    await channels.addMember(actor, params.channel, params.person, body.history, operation);
    return done;
  }),
  personRoute(contract.removeChannelMember, async (actor, { params, operation }) => {
    await channels.removeMember(actor, params.channel, params.person, operation);
    return done;
  }),
  personRoute(contract.setChannelPreference, async (actor, { params, body }) => {
    await channels.prefer(actor, params.channel, body);
    onPersonal(actor.company, actor.person, params.channel);
    return done;
  }),
  personRoute(contract.markRead, async (actor, { params, body }) => {
    await channels.mark(actor, params.channel, body);
    onPersonal(actor.company, actor.person, params.channel);
    return done;
  }),
  personRoute(contract.markUnread, async (actor, { params, body }) => {
    await channels.markUnread(actor, params.channel, body);
    onPersonal(actor.company, actor.person, params.channel);
    return done;
  }),
];
