namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class Keysight34461AOnRoughTwinTests : NanovoltmeterContract
{
    protected override string Driver => "keysight-34461a";

    protected override bool IsRough => true;

    protected override bool HasAnalogFilter => false;

    protected override double LargestOffsetVolts => 3e-6;
}
