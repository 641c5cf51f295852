using System.Numerics;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>A method that takes the power of an oscillator through one step of time.</summary>
internal interface ILogisticStep
{
    /// <summary>One step.</summary>
    /// <param name="rates">Rates times the time of the step.</param>
    /// <param name="state">x, within 0 and 1.</param>
    /// <param name="push">The push, times the time of the step.</param>
    /// <param name="next">x after the step.</param>
    /// <param name="byState">Its derivative by x.</param>
    /// <param name="byPush">Its derivative by the push.</param>
    static abstract void Move<TVector, T>(
        LogisticRates<T> rates, TVector state, TVector push, out TVector next, out TVector byState, out TVector byPush)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
