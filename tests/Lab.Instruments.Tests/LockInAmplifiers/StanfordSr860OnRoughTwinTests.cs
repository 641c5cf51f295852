using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class StanfordSr860OnRoughTwinTests : LockInContract
{
    protected override string Driver => "srs-sr860";

    protected override string ExternalReferenceAndSine => "RSRC 1;SLVL 1";

    protected override bool IsRough => true;

    protected override Voltage SineRest => default;

    protected override double InputNoise => 2.5e-9;
}
