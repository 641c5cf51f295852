namespace Lab.Instruments.Tests.SwitchMatrices;

public sealed class Keithley707BOnRoughTwinTests : SwitchMatrixContract
{
    protected override string Driver => "keithley-707b";

    protected override bool IsRough => true;

    protected override (string[] First, string[] Second) Routes => (["1A03", "1B04"], ["1A03", "2C11"]);
}
