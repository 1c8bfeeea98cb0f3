export default function WireTab() {
  return <h1>Wire</h1>;
}
