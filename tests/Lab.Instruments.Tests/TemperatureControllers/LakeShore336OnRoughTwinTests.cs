namespace Lab.Instruments.Tests.TemperatureControllers;

public sealed class LakeShore336OnRoughTwinTests : TemperatureControllerContract
{
    protected override string Driver => "lakeshore-336";

    protected override bool IsRough => true;

    protected override double HighWatts => 50;

    protected override string HighRange => "high";
}
