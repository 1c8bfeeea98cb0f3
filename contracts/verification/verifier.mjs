// Runs Pact's verifier in a child process: it is native code that prints responses of the provider. Gets its options as a
// message, and sends the result as one.
import pactCore from '@pact-foundation/pact-core';

process.once('message', async (options) => {
  // Resolves with the results on success, and rejects with an error whose message has them otherwise.
  const results = await pactCore.verifyPacts(options).catch((error) => error?.message);
  // Results can be long: the channel stays open until they are sent.
  process.send({ results }, () => process.disconnect());
});
