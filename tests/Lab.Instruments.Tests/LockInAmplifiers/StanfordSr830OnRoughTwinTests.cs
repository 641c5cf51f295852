namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class StanfordSr830OnRoughTwinTests : LockInContract
{
    protected override string Driver => "srs-sr830";

    protected override string ExternalReferenceAndSine => "FMOD 0;SLVL 1";

    protected override bool IsRough => true;
}
