export default function ClockTab() {
  return <h1>Clock</h1>;
}
