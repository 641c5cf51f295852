namespace Lab.Instruments.Tests.TemperatureControllers;

public sealed class LakeShore340OnRoughTwinTests : TemperatureControllerContract
{
    protected override string Driver => "lakeshore-340";

    protected override bool IsRough => true;

    protected override double HighWatts => 25;

    protected override string HighRange => "5";
}
