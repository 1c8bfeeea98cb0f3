// One file, so that the two never run at the same time: Pact's native code numbers the pacts of a process, and mixes up
// those of two threads.
import './spreekuur-booking-engine.consumer.ts';
import './xis.consumer.ts';
