namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class Keithley2000OnRoughTwinTests : NanovoltmeterContract
{
    protected override string Driver => "keithley-2000";

    protected override bool IsRough => true;

    protected override bool HasAnalogFilter => false;

    protected override double LargestOffsetVolts => 3e-6;
}
