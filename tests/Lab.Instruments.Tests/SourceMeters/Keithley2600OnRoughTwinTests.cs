namespace Lab.Instruments.Tests.SourceMeters;

public sealed class Keithley2600OnRoughTwinTests : SourceMeterContract
{
    protected override string Driver => "keithley-2600";

    protected override string ReadQuery => "smua.measure.iv()";

    protected override bool IsRough => true;
}
