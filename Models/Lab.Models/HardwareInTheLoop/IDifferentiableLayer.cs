namespace Lab.Models.HardwareInTheLoop;

/// <summary>A layer whose outputs and derivatives can be computed: a software layer,
/// or the model beside a physical one.</summary>
public interface IDifferentiableLayer
{
    /// <summary>How many inputs a sample has.</summary>
    int InputCount { get; }

    /// <summary>How many outputs a sample has.</summary>
    int OutputCount { get; }

    /// <summary>How many parameters the layer has.</summary>
    int ParameterCount { get; }

    /// <summary>The outputs of samples.</summary>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="outputs">Receives the outputs, shape [sample · output].</param>
    void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs);

    /// <summary>Carries the derivatives of a loss from the outputs of samples back to their inputs and to the
    /// parameters.</summary>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="outputs">The outputs that belong to them, shape [sample · output]: measured ones, where the layer was
    /// measured, which tell a layer that has a trajectory where it really went.</param>
    /// <param name="outputGradient">The loss' derivative by each output, shape [sample · output].</param>
    /// <param name="parameterGradient">Receives the loss' derivative by each parameter, shape [parameter].</param>
    /// <param name="inputGradient">Receives the loss' derivative by each input, shape [sample · input]; empty where it is not
    /// needed.</param>
    void Backward(
        ReadOnlyMemory<float> parameters,
        ReadOnlyMemory<float> inputs,
        ReadOnlyMemory<float> outputs,
        ReadOnlyMemory<float> outputGradient,
        Memory<float> parameterGradient,
        Memory<float> inputGradient);
}
