namespace Lab.Instruments.Tests.Electromagnets;

public sealed class LakeShore475OnRoughTwinTests : GaussmeterContract
{
    protected override string Driver => "lakeshore-475";

    protected override bool IsRough => true;
}
