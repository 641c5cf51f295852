namespace Lab.Instruments.Tests.TemperatureControllers;

public sealed class LakeShore335OnRoughTwinTests : TemperatureControllerContract
{
    protected override string Driver => "lakeshore-335";

    protected override bool IsRough => true;

    protected override double HighWatts => 50;

    protected override string HighRange => "high";
}
