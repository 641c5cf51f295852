namespace Lab.Instruments.Tests.SourceMeters;

public sealed class KeysightB2900OnRoughTwinTests : SourceMeterContract
{
    protected override string Driver => "keysight-b2900";

    protected override string ReadQuery => ":MEAS?";

    protected override bool IsRough => true;
}
