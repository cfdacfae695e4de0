export const find = {
  placeholder: "Find in this channel",
  count: "{{at}} of {{count}}",
  none: "Nothing found",
  older: "Older",
  newer: "Newer",
  looking: "Searching …",
  back: "Searched back to {{day}}, without threads",
  further: "Search further",
  whole: "Searched all of the channel, without threads",
  failed: "Older messages could not be loaded.",
};
