export const channelSettings = {
  forYou: "For you",
  forAll: "For everybody",
  starred: "Starred",
  muted: "Muted",
  mutedHelp: "Dimmed in the side bar, and silent. Mentions of you are still counted.",
  who: { everyone: "Every member", managers: "Managers only" },
  whoPosts: { label: "Who writes", help: "Replies in threads and reactions are open to every member." },
  whoAddressesAll: { label: "Who notifies everybody", help: "With @channel and @here." },
  announcement: {
    label: "Announcement channel",
    help: "Only its managers write. Everybody reads, reacts and replies in threads.",
    foot: "Only managers write here. Replies go into threads.",
    reply: "Reply to the last one",
  },
  toAll: {
    everybody_one: "Notifies {{count}} person",
    everybody_other: "Notifies {{count}} people",
    here_one: "Notifies {{count}} person if here now",
    here_other: "Notifies whoever is here of {{count}} people",
    refused: "Only managers notify everybody here.",
  },
};
