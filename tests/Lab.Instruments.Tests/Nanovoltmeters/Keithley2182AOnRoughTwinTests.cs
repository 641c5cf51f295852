namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class Keithley2182AOnRoughTwinTests : NanovoltmeterContract
{
    protected override string Driver => "keithley-2182a";

    protected override bool IsRough => true;
}
