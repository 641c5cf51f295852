namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class KeithleyDmm6500OnRoughTwinTests : NanovoltmeterContract
{
    protected override string Driver => "keithley-dmm6500";

    protected override bool IsRough => true;

    protected override bool HasAnalogFilter => false;

    protected override double LargestOffsetVolts => 3e-6;
}
