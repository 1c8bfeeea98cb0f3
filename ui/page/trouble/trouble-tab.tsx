export default function TroubleTab() {
  return <h1>Trouble</h1>;
}
