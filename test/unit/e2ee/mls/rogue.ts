import {
  type CiphersuiteImpl,
  type ClientState,
  createCommit,
  createGroup,
  decodeMlsMessage,
  defaultLifetime,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  joinGroup,
  type Proposal,
} from "ts-mls";
import { createContentCommitSignature } from "ts-mls/framedContent.js";
import { extractWelcomeSecret, ratchetTreeFromExtension, signGroupInfo } from "ts-mls/groupInfo.js";
import { makeKeyPackageRef } from "ts-mls/keyPackage.js";
import { protect } from "ts-mls/messageProtection.js";
import { encodeRatchetTree, type RatchetTree } from "ts-mls/ratchetTree.js";
import {
  decryptGroupInfo,
  decryptGroupSecrets,
  encryptGroupInfo,
  encryptGroupSecrets,
} from "ts-mls/welcome.js";
import { MlsGroup } from "../../../../src/e2ee/agreement/mls/group.ts";
import { ownSigningKey } from "../../../../src/e2ee/agreement/mls/suite.ts";
import { groupId, type Party, party } from "./parties.ts";

/** Key packages of a peer that follows no rules. */
export async function rogue(
  change: object = {},
  suiteChange: (suite: CiphersuiteImpl) => object = () => ({}),
) {
  const { suite } = await party();
  const { algorithms, identityKey } = suite;
  const capabilities = {
    versions: ["mls10" as const],
    ciphersuites: [algorithms.name],
    extensions: [],
    proposals: [],
    credentials: ["basic" as const],
    ...change,
  };
  const keys = await generateKeyPackageWithKey(
    { credentialType: "basic", identity: new Uint8Array() },
    capabilities,
    defaultLifetime,
    [],
    { signKey: ownSigningKey, publicKey: identityKey },
    { ...algorithms, ...suiteChange(algorithms) },
  );
  const bytes = encodeMlsMessage({
    version: "mls10",
    wireformat: "mls_key_package",
    keyPackage: keys.publicPackage,
  });
  return { ...keys, algorithms, bytes };
}
export type Rogue = Awaited<ReturnType<typeof rogue>>;

/** A suite whose nth exported public key, from 1, is this one. */
export const replacing = (nth: number, bytes: Uint8Array) => (suite: CiphersuiteImpl) => {
  let calls = 0;
  const exportPublicKey: typeof suite.hpke.exportPublicKey = async (key) => {
    calls += 1;
    return calls === nth ? bytes : suite.hpke.exportPublicKey(key);
  };
  return { hpke: { ...suite.hpke, exportPublicKey } };
};

interface GroupOptions {
  readonly id?: Uint8Array;
  readonly epoch?: bigint;
  readonly extensions?: Parameters<typeof createGroup>[3];
}

/** A group of the rogue peer and this one, made without the checks of the library. */
export async function groupWith(
  rogue: Pick<Rogue, "publicPackage" | "privatePackage" | "algorithms">,
  { card }: Party,
  { id = groupId, epoch = 0n, extensions = [] }: GroupOptions = {},
) {
  const { publicPackage, privatePackage, algorithms } = rogue;
  const made = await createGroup(id, publicPackage, privatePackage, extensions, algorithms);
  const state: ClientState = { ...made, groupContext: { ...made.groupContext, epoch } };
  const add: Proposal = { proposalType: "add", add: { keyPackage: card.keyPackage } };
  const { newState, welcome } = await createCommit(
    { state, cipherSuite: algorithms },
    { extraProposals: [add], ratchetTreeExtension: true },
  );
  if (welcome === undefined) throw new Error("there is no welcome");
  return {
    state: newState,
    welcome: encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome }),
  };
}

/**
 * A welcome of the rogue peer to this one, with another tree. Its signature and its encryption are right.
 * @param change gets the nodes of the rogue peer's leaf, of the root and of the other leaf
 */
export async function welcomeWithTree(
  rogue: Rogue,
  invited: Party,
  change: (tree: RatchetTree) => RatchetTree,
): Promise<Uint8Array> {
  const { welcome: bytes } = await groupWith(rogue, invited);
  const message = decodeMlsMessage(bytes, 0)?.[0];
  if (message?.wireformat !== "mls_welcome") throw new Error("there is no welcome");
  const { hpke, hash, kdf, signature } = rogue.algorithms;
  const { publicPackage, privatePackage } = invited.own;
  const newMember = await makeKeyPackageRef(publicPackage, hash);
  const privateKey = await hpke.importPrivateKey(privatePackage.initPrivateKey);
  const secrets = await decryptGroupSecrets(privateKey, newMember, message.welcome, hpke);
  const noPsk = new Uint8Array(kdf.size);
  const info =
    secrets && (await decryptGroupInfo(message.welcome, secrets.joinerSecret, noPsk, rogue.algorithms));
  const tree = info && ratchetTreeFromExtension(info);
  if (!secrets || !info || !tree) throw new Error("the welcome cannot be opened");
  const extensionData = encodeRatchetTree(change(tree));
  const extensions = [{ extensionType: "ratchet_tree" as const, extensionData }];
  const signed = await signGroupInfo(
    { ...info, extensions },
    rogue.privatePackage.signaturePrivateKey,
    signature,
  );
  const welcomeSecret = await extractWelcomeSecret(secrets.joinerSecret, noPsk, kdf);
  const encryptedGroupInfo = await encryptGroupInfo(signed, welcomeSecret, rogue.algorithms);
  const initKey = await hpke.importPublicKey(publicPackage.initKey);
  const { enc: kemOutput, ct: ciphertext } = await encryptGroupSecrets(
    initKey,
    encryptedGroupInfo,
    secrets,
    hpke,
  );
  const sealed = [{ newMember, encryptedGroupSecrets: { kemOutput, ciphertext } }];
  const welcome = { ...message.welcome, secrets: sealed, encryptedGroupInfo };
  return encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome });
}

/** A group in any state, as after many commits. */
export const inState = (suite: CiphersuiteImpl, state: ClientState): MlsGroup =>
  Reflect.construct(MlsGroup, [suite, state]) as MlsGroup;

/** Joins without the checks of the library. */
export async function join(
  welcome: Uint8Array,
  { publicPackage, privatePackage }: Pick<Rogue, "publicPackage" | "privatePackage">,
  algorithms: CiphersuiteImpl,
): Promise<ClientState> {
  const message = decodeMlsMessage(welcome, 0)?.[0];
  if (message?.wireformat !== "mls_welcome") throw new Error("there is no welcome");
  return joinGroup(message.welcome, publicPackage, privatePackage, emptyPskIndex, algorithms);
}

export const commitOf = async (
  state: ClientState,
  cipherSuite: CiphersuiteImpl,
  extraProposals: Proposal[] = [],
) => encodeMlsMessage((await createCommit({ state, cipherSuite }, { extraProposals })).commit);

/** A commit with these proposals and nothing else, without the checks of the library. */
export async function rawCommit(
  state: ClientState,
  suite: CiphersuiteImpl,
  proposals: readonly (Proposal | { readonly reference: Uint8Array })[],
): Promise<Uint8Array> {
  const { groupContext, keySchedule, secretTree, signaturePrivateKey, clientConfig } = state;
  const { leafIndex } = state.privatePath;
  const { signature, framedContent } = await createContentCommitSignature(
    groupContext,
    "mls_private_message",
    {
      proposals: proposals.map((proposal) =>
        "reference" in proposal
          ? { proposalOrRefType: "reference", ...proposal }
          : { proposalOrRefType: "proposal", proposal },
      ),
      path: undefined,
    },
    { senderType: "member", leafIndex },
    new Uint8Array(),
    signaturePrivateKey,
    suite.signature,
  );
  const { privateMessage } = await protect(
    keySchedule.senderDataSecret,
    new Uint8Array(),
    groupContext,
    secretTree,
    { ...framedContent, auth: { contentType: "commit", signature, confirmationTag: new Uint8Array(32) } },
    leafIndex,
    clientConfig.paddingConfig,
    suite,
  );
  return encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage });
}
