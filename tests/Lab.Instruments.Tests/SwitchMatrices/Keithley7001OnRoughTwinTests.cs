namespace Lab.Instruments.Tests.SwitchMatrices;

public sealed class Keithley7001OnRoughTwinTests : SwitchMatrixContract
{
    protected override string Driver => "keithley-7001";

    protected override bool IsRough => true;

    protected override (string[] First, string[] Second) Routes => (["1!1!3", "1!2!4"], ["1!1!3", "2!17"]);
}
