namespace Lab.Instruments.Tests.VoltageSources;

public sealed class YokogawaGs200VoltageOnRoughTwinTests : VoltageSourceContract
{
    protected override string Driver => "yokogawa-gs200-voltage";

    protected override bool IsRough => true;
}
