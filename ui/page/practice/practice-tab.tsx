export default function PracticeTab() {
  return <h1>Practice</h1>;
}
