namespace Lab.Instruments.Tests.Electromagnets;

public sealed class LakeShoreF71OnRoughTwinTests : GaussmeterContract
{
    protected override string Driver => "lakeshore-f71";

    protected override bool IsRough => true;
}
