using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class SignalRecovery7265OnRoughTwinTests : LockInContract
{
    protected override string Driver => "signal-recovery-7265";

    protected override string ExternalReferenceAndSine => "IE 1;OA. 1";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override Voltage SineRest => default;

    protected override double InputNoise => 5e-9;
}
