export const ui = {
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  undo: "Undo",
  retry: "Try again",
  loading: "Loading",
  notLoaded: "This could not be loaded",
  more: "More",
  back: "Back",
};
