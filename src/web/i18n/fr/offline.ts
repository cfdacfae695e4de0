import type { Texts } from "../en.ts";

export const offline: Texts["offline"] = {
  cut: "Pas de connexion. Ce que vous écrivez est gardé, puis envoyé dès que le serveur répond.",
  readOnly: "Le disque du serveur est plein. La lecture fonctionne ; les nouveaux messages attendent qu’il y ait de la place.",
  newer: { text: "Une version plus récente de Bastide est arrivée.", reload: "Recharger" },
  asOf: "Hors ligne · état de {{when}}. Ce que vous écrivez est gardé, puis envoyé dès que le serveur répond.",
  device: {
    title: "Sur cet appareil",
    switch: "Garder ce que je lis sur cet appareil pour le lire hors ligne",
    help: "Les canaux lus récemment, votre barre latérale et vos éléments à voir, scellés dans ce navigateur. Se déconnecter les efface, sur cet appareil et aussitôt.",
    missing: "Ce navigateur ne garde rien pour la lecture hors ligne ici. Il faut HTTPS, et un navigateur avec du stockage.",
  },
};
