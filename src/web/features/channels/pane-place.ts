/** Where a pane stands, also while it loads: beside the messages where there is room, else in their place. */
export const panePlace = "flex min-w-0 flex-1 flex-col border-line lg:w-100 lg:flex-none lg:border-l xl:w-110";
