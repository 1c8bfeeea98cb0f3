export default function PatientTab() {
  return <h1>Patient</h1>;
}
