namespace Lab.Instruments.Tests.SourceMeters;

public sealed class Keithley2450OnRoughTwinTests : SourceMeterContract
{
    protected override string Driver => "keithley-2450";

    protected override bool IsRough => true;
}
