// Runs Pact's verifier, in a process of its own: it is native code that prints by itself, and what it prints holds what the
// provider has answered. Takes its options as a message and gives the result back as one.
import pactCore from '@pact-foundation/pact-core';

process.once('message', async (options) => {
  // It resolves with the results when all are right, and rejects with the same as the message of an error otherwise.
  const results = await pactCore.verifyPacts(options).catch((error) => error?.message);
  // Results can be long: the channel is left open until they have gone.
  process.send({ results }, () => process.disconnect());
});
