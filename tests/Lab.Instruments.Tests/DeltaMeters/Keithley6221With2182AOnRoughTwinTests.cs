namespace Lab.Instruments.Tests.DeltaMeters;

public sealed class Keithley6221With2182AOnRoughTwinTests : DeltaMeterContract
{
    protected override string Driver => "keithley-6221-2182a";

    protected override bool IsRough => true;
}
