export default function CheckTab() {
  return <h1>Check</h1>;
}
