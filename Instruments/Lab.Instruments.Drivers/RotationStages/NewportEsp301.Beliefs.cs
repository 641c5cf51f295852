using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.RotationStages;

/// <content>The beliefs of the driver about the first axis.</content>
public sealed partial class NewportEsp301
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening("1SN", $"{Degrees}", "The unit of the axis, 7 for degrees", AnswerForm.Number("", 0, 11), "aSN?"),
        Belief.Read("1MD?", "Whether the motion is done", AnswerForm.Switch, "aMD?"),
        Belief.Read("1MO?", "Whether the motor is on", AnswerForm.Switch, "aMO"),
        Belief.Read("1TP?", "The angle", AnswerForm.Number("deg", -1e6, 1e6), "aTP?"),
        Belief.Read("1VA?", "The velocity", AnswerForm.Number("deg/s", 0, 1e4), "aVAx"),
        Belief.Read("1SL?", "The least angle", AnswerForm.Number("deg", -1e6, 0), "aSL?"),
        Belief.Read("1SR?", "The largest angle", AnswerForm.Number("deg", 0, 1e6), "aSR?"),
    ];
}
